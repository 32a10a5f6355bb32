import { defineConfig } from 'tsup';
import { command } from '../../tsup.preset.ts';

export default defineConfig({ ...command, entry: ['src/main.ts'] });
