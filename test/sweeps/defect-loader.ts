/**
 * A build with one mistake in it, made while its modules are loaded: nothing that is shipped has a switch for it. The
 * mistake is named by DUKA_TEST_DEFECT.
 */
import type { LoadHook } from "node:module";
import { DEFECTS } from "./defects.js";

const planted = DEFECTS.find(({ name }) => name === process.env.DUKA_TEST_DEFECT);

export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  if (planted === undefined || !url.endsWith(planted.file)) return loaded;
  const source = String(loaded.source);
  if (source.split(planted.right).length !== 2)
    throw new Error(`${planted.file} does not have it once: ${planted.right}`);
  return { ...loaded, source: source.replace(planted.right, planted.wrong) };
};
