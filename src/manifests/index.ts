export { planManifests, type ManifestChanges, type PackageRemark } from './plan-manifests.js';
export { packageManagerOf } from './package-manager.js';
