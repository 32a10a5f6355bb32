#!/usr/bin/env node
'use strict';

// The same command by a name that KTRDR's own Python package does not have.
void require('./ktrdr.cjs');
