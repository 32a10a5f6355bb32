/** An item as `op item get --format json` prints it: two spaces, and `< > &` escaped as Go's encoder does. */
export function itemJson({ id, title, vault, category = 'SECURE_NOTE', fields = {} }) {
  const given = Array.isArray(fields)
    ? fields
    : Object.entries(fields).map(([label, value]) => ({ label, value, type: 'CONCEALED' }));
  const sections = [...new Set(given.flatMap(({ section }) => section ?? []))];
  const all = [
    { id: 'notesPlain', type: 'STRING', purpose: 'NOTES', label: 'notesPlain' },
    ...given.map((field, index) => Object.assign({ id: `field${index}`, type: 'CONCEALED' }, field)),
  ];
  const item = {
    id,
    title,
    version: 3,
    vault: { id: 'fakevaultaaaaaaaaaaaaaaaaa', name: vault },
    category,
    last_edited_by: 'AAAAAAAAAAAAAAAAAAAAAAAAAA',
    created_at: '2024-03-01T09:00:00Z',
    updated_at: '2024-06-01T09:00:00Z',
    ...(sections.length === 0 ? {} : { sections: sections.map((label) => ({ id: label, label })) }),
    fields: all.map((field) => printedField(field, { title, vault })),
  };
  return `${goEscapes(JSON.stringify(item, null, 2))}\n`;
}

/** Empty fields have no `value`, unnamed ones no `label`. */
function printedField({ id, section, type, purpose, label, value }, { title, vault }) {
  const path = [vault, title, ...(section === undefined ? [] : [section]), label ?? id];
  return {
    id,
    ...(section === undefined ? {} : { section: { id: section, label: section } }),
    type,
    ...(purpose === undefined ? {} : { purpose }),
    ...(label === undefined ? {} : { label }),
    ...(value === undefined || value === '' ? {} : { value }),
    reference: `op://${path.join('/')}`,
    ...(purpose === 'PASSWORD' ? { password_details: { strength: 'FANTASTIC' } } : {}),
  };
}

function goEscapes(json) {
  return json.replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
