/** Which stock reader type the firmware behaves as. */
export type Persona = {
  /** PERSONA_… of the identity Escape. */
  readonly id: number;
  /** Slots that the type has, populated or not. */
  readonly slots: number;
};
