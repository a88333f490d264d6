/** `node --import plant-defect.js PROGRAM`: the program runs with the defect that DUKA_TEST_DEFECT names. */
import { register } from "node:module";

register("./defect-loader.js", import.meta.url);
