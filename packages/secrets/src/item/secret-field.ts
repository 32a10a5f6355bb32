/** A field of an item. */
export interface ItemField {
  /** The field's label in 1Password, exactly as written there. */
  readonly label: string;
  /** How many characters (Unicode code points) its value has at least; one otherwise. */
  readonly minLength?: number;
  /** It may be missing or empty. */
  readonly optional?: true;
}

/** A field and the environment variables that carry its value. */
export interface SecretField extends ItemField {
  readonly variables: readonly string[];
}
