/** `npm run build`: every firmware of every board. `--instrumented` makes the ones that coverage counts in. */
import { BuildError } from "./build-error.js";
import {
  BUNDLE_FOLDER,
  BUNDLE_LIMIT_BYTES,
  buildAll,
  COMPILED_FOLDER,
  INSTRUMENTED_BUNDLE_FOLDER,
  INSTRUMENTED_FOLDER,
} from "./firmware-build.js";

try {
  const instrumented = process.argv.includes("--instrumented");
  const built = await buildAll({
    sourceFolder: instrumented ? INSTRUMENTED_FOLDER : COMPILED_FOLDER,
    outputFolder: instrumented ? INSTRUMENTED_BUNDLE_FOLDER : BUNDLE_FOLDER,
    instrumented,
    limitBytes: BUNDLE_LIMIT_BYTES,
  });
  for (const one of built) console.log(`${one.board}-${one.persona}.js ${one.bytes} bytes`);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
