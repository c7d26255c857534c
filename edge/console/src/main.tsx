import { render } from "preact";
import { arrive } from "../../desk/src/session";
import { Console } from "./console";
import { start } from "./data";

void arrive();
start();
const root = document.getElementById("console");
if (root) render(<Console />, root);
