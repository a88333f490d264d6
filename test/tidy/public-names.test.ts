import test from "ava";
import { exportedNames, readPublicNames } from "./public-names.js";
import { listFiles, readText } from "./repository.js";

const LIST = "test/tidy/public-names.json";

test("the names that a module gives are its own and those it hands on", (t) => {
  const text = `export const a = 1;\nexport async function b() {}\nexport type C = D;\nconst e = 1;
export { type F, g as h } from "./x.js";\nexport type { I } from "./x.js";\nexport {\n  j,\n  k,\n} from "./y.js";\n// export const l\n`;
  t.deepEqual([...exportedNames(text)].sort(), ["C", "F", "I", "a", "b", "h", "j", "k"]);
});

test(`the public names are those of ${LIST}: a change of what strangers use shows there`, (t) => {
  t.deepEqual(
    readPublicNames(),
    JSON.parse(readText(LIST)),
    "node test/dist/tidy/write-public-names.js writes it anew",
  );
});

test("an entry hands on names one by one: what is public is decided, not inherited", (t) => {
  const stars = listFiles(/^(?:protocol|driver|simulator|firmware\/flash)\/src\/.*\.ts$/).filter((file) =>
    /^export (?:type )?\*/m.test(readText(file)),
  );
  t.deepEqual(stars, []);
});
