/** What every question has. */
interface Question<Answer> {
  readonly message: string;
  /** What `--yes` answers. */
  readonly fallback: Answer;
  /** Which flags answer it, for those who cannot be asked. */
  readonly flags: string;
  /** What Enter answers. @default the fallback */
  readonly initial?: Answer;
}

interface TextQuestion extends Question<string> {
  /** What is wrong with an answer, if anything is. */
  readonly check?: (answer: string) => string | undefined;
}

interface ChoiceQuestion<Value extends string> extends Question<Value> {
  readonly options: readonly { readonly value: Value; readonly label: string; readonly hint?: string }[];
}

/** Whoever answers questions: a person at a terminal, the defaults, or nobody. */
export interface Questions {
  /** Whether a person answers. */
  readonly asksPerson: boolean;
  confirm(question: Question<boolean>): Promise<boolean>;
  text(question: TextQuestion): Promise<string>;
  choose<Value extends string>(question: ChoiceQuestion<Value>): Promise<Value>;
}
