import { render } from "preact";
import { Desk } from "./view/desk";
import { startSeal } from "./seal";
import { start } from "./store";

start();
startSeal();
const root = document.getElementById("desk");
if (root) render(<Desk />, root);
