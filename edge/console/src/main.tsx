import { render } from "preact";
import { Console } from "./console";
import { start } from "./data";

start();
const root = document.getElementById("console");
if (root) render(<Console />, root);
