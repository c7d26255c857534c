import { render } from "preact";
import { Desk } from "./view/desk";
import { start } from "./store";

start();
const root = document.getElementById("desk");
if (root) render(<Desk />, root);
