import { InvalidRequestError } from '../../core/errors.js';
import { propertyOf } from './driver-error.js';

/**
 * Loads an optional peer package of a driver.
 * @throws InvalidRequestError naming the package to install when it is not there
 */
export async function loadPeer<T>(
  packageName: string,
  drivername: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (propertyOf(error, 'code') !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new InvalidRequestError(
      `The driver of '${drivername}' needs the npm package '${packageName}', which is not installed. Run: npm install ${packageName}`,
      { cause: error },
    );
  }
}
