/** The line of `.env.sandbox` that says which vault has the item. */
export const VAULT_VARIABLE = 'KTRDR_OP_VAULT';
