/**
 * Module hook of a coverage run: what a package would load from its `dist` comes from `dist-cov`, the instrumented copy
 * beside it. The packages themselves know nothing of it.
 */
const DIST = /^(file:\/\/.*\/(?:protocol|firmware|driver|simulator|firmware\/flash))\/dist\//;

export function resolve(specifier, context, next) {
  const resolved = next(specifier, context);
  return resolved instanceof Promise ? resolved.then(redirect) : redirect(resolved);
}

function redirect(resolved) {
  return { ...resolved, url: resolved.url.replace(DIST, "$1/dist-cov/") };
}
