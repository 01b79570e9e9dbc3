/**
 * Text from a file, made harmless: each control character (escape sequences begin with one) and each
 * mark that turns or hides text becomes one visible character, so that places within it stay.
 * @param {string} text
 * @returns {string} on one line
 * @example
 * console.log(plainText('loss\u001b[31m')); // loss�[31m
 */
export function plainText(text) {
  return text.replace(/[\t\n\r]/g, ' ').replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    '\ufffd',
  );
}
