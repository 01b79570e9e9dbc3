/**
 * Files out of a drop or a paste. Folders are walked, so that a drop of a whole output folder finds
 * the files in it.
 */

const FILES_MAX = 1000;
const JSON_NAME = /\.(json|jsonl|ndjson|txt|log)$/i;

/**
 * The files of a drop. Must be called while the event is handled, because the browser empties the
 * transfer afterwards; the walk itself may take longer.
 * @param {DataTransfer} transfer
 * @returns {Promise<readonly File[]>}
 */
export async function filesOfDrop(transfer) {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const plain = [...transfer.files];
  if (!entries.some(({ entry }) => entry?.isDirectory)) return plain;
  /** @type {File[]} */
  const files = [];
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) await walk(entry, files);
    else if (file) files.push(file);
  }
  return files;
}

/** Whether a drag carries files. @param {DataTransfer | null} transfer */
export function carriesFiles(transfer) {
  return transfer !== null && [...transfer.types].includes('Files');
}

/**
 * The files or the text of a paste, text as a file of the given name.
 * @param {DataTransfer | null} clipboard
 * @param {string} name
 * @returns {readonly File[]}
 */
export function filesOfPaste(clipboard, name) {
  if (!clipboard) return [];
  if (clipboard.files.length > 0) return [...clipboard.files];
  const text = clipboard.getData('text/plain');
  return text.trim() === '' ? [] : [new File([text], name, { type: 'application/json' })];
}

/**
 * Adds the text files below a folder that may hold JSON, in the order of their names.
 * @param {FileSystemEntry} entry
 * @param {File[]} files
 * @returns {Promise<void>}
 */
async function walk(entry, files) {
  if (files.length >= FILES_MAX) return;
  if (entry.isFile) {
    if (JSON_NAME.test(entry.name))
      files.push(await fileOf(/** @type {FileSystemFileEntry} */ (entry)));
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const children = [];
  // A reader hands a folder over in batches and ends with an empty one.
  for (;;) {
    const batch = await batchOf(reader);
    if (batch.length === 0) break;
    children.push(...batch);
  }
  children.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) await walk(child, files);
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** @param {FileSystemDirectoryReader} reader @returns {Promise<FileSystemEntry[]>} */
function batchOf(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}
