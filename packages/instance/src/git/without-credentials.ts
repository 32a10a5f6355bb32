/** Text that names repositories, such as git's words, without the user and password that an address may hold. */
export function withoutCredentials(text: string): string {
  // A password may hold a slash, though git refuses it then. Too much is hidden rather than too little.
  return text.replaceAll(/:\/\/\S*@/g, '://');
}
