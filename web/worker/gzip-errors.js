/** Why a gzip file is not unpacked to its end; the engine knows the codes. */

/** Its bytes are not what gzip writes. */
export class DamagedGzip extends Error {
  code = 'damaged_gzip';
}

/** It ends too early; what there was has been unpacked. */
export class CutGzip extends Error {
  code = 'cut_gzip';
}
