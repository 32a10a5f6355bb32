#!/usr/bin/env node
'use strict';

// Where Node has it (22.8 and newer), compiled code is kept between runs.
require('node:module').enableCompileCache?.();
void require('../dist/main.cjs').main();
