'use strict';

// Loaded before a command (`node --require`): writes down the files of JavaScript that it has loaded when it ends, where LOADED_CODE says.

process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.LOADED_CODE, JSON.stringify(Object.keys(require.cache)));
});
