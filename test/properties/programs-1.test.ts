import { testPrograms } from '../support/programs/test-programs.js';

testPrograms(0);
