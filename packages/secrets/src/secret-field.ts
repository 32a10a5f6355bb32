/** A field that an item must have. */
export interface ItemField {
  /** The field's label in 1Password, exactly as written there. */
  readonly label: string;
  /** How many characters (Unicode code points) its value has at least; one otherwise. */
  readonly minLength?: number;
}

/** A field and the environment variables that carry its value. */
export interface SecretField extends ItemField {
  readonly variables: readonly string[];
}
