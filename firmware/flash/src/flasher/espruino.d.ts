/** As much of the package `espruino` as is used; it describes itself only for its own callers in a browser. */
declare module "espruino" {
  const espruino: { init(ready: () => void): void };
  export default espruino;
}
