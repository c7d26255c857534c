import { speaker } from "../../desk/src/language";
import en from "./locale/en.json";
import zh from "./locale/zh.json";

// The words of the console.

export type Key = keyof typeof en;
export const say = speaker<Key>({ en, zh });
