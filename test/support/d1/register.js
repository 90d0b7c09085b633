// Has `cloudflare:workers` be the stand-in beside this file.
import { register } from 'node:module';
import { URL } from 'node:url';

const workers = new URL('workers.js', import.meta.url).href;
const hooks = `export const resolve = (name, context, next) =>
  name === 'cloudflare:workers' ? { url: ${JSON.stringify(workers)}, shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
