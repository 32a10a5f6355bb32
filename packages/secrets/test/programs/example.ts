import { env } from 'node:process';
import { createRedactor, readItem, secretVariables } from '../../src/index.ts';

const fields = [
  { label: 'db_password', variables: ['DB_PASSWORD', 'PGPASSWORD'] },
  { label: 'jwt_secret', variables: ['JWT_SECRET'], minLength: 32 },
];

const values = await readItem({ item: 'my-service-dev', fields, env });
const variables = secretVariables(values, fields);
process.stdout.write(`${Object.keys(variables).join(', ')}\n`);

const output = createRedactor(Object.values(values)).stream();
process.stdout.write(output.push(`cannot connect to postgresql://me:${values['db_password']?.slice(0, 4)}`));
process.stdout.write(output.push(`${values['db_password']?.slice(4)}@localhost/my\n`));
process.stdout.write(output.end());
