/** What a build ends with when the firmware's sources are at fault: the message is for the one who wrote them. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}
