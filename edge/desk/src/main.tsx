import { render } from "preact";
import { Desk } from "./view/desk";
import { watch } from "./colleagues";
import { startSeal } from "./seal";
import { arrive } from "./session";
import { listen } from "./shortcuts";
import { start } from "./store";

void arrive();
start();
startSeal();
watch();
listen();
const root = document.getElementById("desk");
if (root) render(<Desk />, root);
