export { planManifests, type ManifestChanges } from './plan-manifests.js';
