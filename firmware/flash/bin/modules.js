/** The program from its modules, which a measurement of coverage looks into: it adds the condition "duka-modules". */
import("../dist/cli/main.js");
