/**
 * The JavaScript half of Embind, for what bindings.cpp exports: functions of numbers, booleans and text,
 * and views of our memory as answers. Emscripten's own half also knows classes, overloads, wide strings and
 * handles: packed, core.mjs would be 3.5 KB with it, and is 0.7 KB.
 *
 * A library of Emscripten: what it names replaces what has that name there, and only what the module needs
 * gets into core.mjs. Pointers may arrive as negative numbers; where they index memory, Emscripten makes
 * them unsigned.
 */
mergeInto(LibraryManager.library, {
  // The runtime instantiates by itself and tells nobody of a failure: its caller does it instead. And it
  // assigns what is declared nowhere, which a module may not.
  $WebAssembly: "={ instantiate: Module['instantiate'] }",
  $asm: undefined,

  // By id of the type: how it gets into the module, how it comes out, and what frees what got in.
  $wireTypes: {},
  $wireTypes__deps: ['$WebAssembly', '$asm'],
  $addWireType__deps: ['$wireTypes'],
  $addWireType: function (id, toWire, fromWire, release = Number) {
    wireTypes[id] = { toWire, fromWire, release };
  },

  _embind_register_void__deps: ['$addWireType'],
  _embind_register_void: function (id) {
    addWireType(id, Number, () => {});
  },
  _embind_register_bool__deps: ['$addWireType'],
  _embind_register_bool: function (id) {
    addWireType(id, Number, Boolean);
  },
  _embind_register_integer__deps: ['$addWireType'],
  _embind_register_integer: function (id, _name, _size, least) {
    addWireType(id, Number, least === 0 ? (value) => value >>> 0 : Number);
  },
  _embind_register_float__deps: ['$addWireType'],
  _embind_register_float: function (id) {
    addWireType(id, Number, Number);
  },

  // A text has its length before it.
  _embind_register_std_string__deps: ['$addWireType', 'malloc', 'free'],
  _embind_register_std_string: function (id) {
    const toWire = (text) => {
      const bytes = new TextEncoder().encode(text);
      const at = _malloc(4 + bytes.length);
      HEAPU32[at >> 2] = bytes.length;
      HEAPU8.set(bytes, at + 4);
      return at;
    };
    const fromWire = (at) => {
      const text = new TextDecoder().decode(HEAPU8.subarray(at + 4, at + 4 + HEAPU32[at >> 2]));
      _free(at);
      return text;
    };
    addWireType(id, toWire, fromWire, _free);
  },

  // A view on its way out is the only one there is: no handles, and nothing to count.
  $views: {},
  $lent: undefined,
  _embind_register_memory_view__deps: ['$views'],
  _embind_register_memory_view: function (id, index) {
    const kinds = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array];
    views[id] = [...kinds, Float32Array, Float64Array][index];
  },
  _emval_take_value__deps: ['$views', '$lent'],
  _emval_take_value: function (id, at) {
    lent = new views[id](HEAPU8.buffer, HEAPU32[(at + 4) >> 2], HEAPU32[at >> 2]);
    return 1;
  },
  _embind_register_emval__deps: ['$addWireType', '$lent'],
  _embind_register_emval: function (id) {
    addWireType(id, Number, () => lent);
  },
  _emval_incref__deps: [],
  _emval_incref: function () {},
  _emval_decref__deps: [],
  _emval_decref: function () {},

  // Types are looked up in a call, as some are registered later than the functions that use them.
  _embind_register_function__deps: ['$wireTypes'],
  _embind_register_function: function (name, count, ids, _signature, invoker, target) {
    const [result, ...parameters] = HEAPU32.slice(ids >> 2, (ids >> 2) + count);
    const call = wasmTable.get(invoker);
    const bytes = HEAPU8.subarray(name, HEAPU8.indexOf(0, name));
    Module[new TextDecoder().decode(bytes)] = (...args) => {
      const wired = parameters.map((id, index) => wireTypes[id].toWire(args[index]));
      const answer = call(target, ...wired);
      parameters.forEach((id, index) => wireTypes[id].release(wired[index]));
      return wireTypes[result].fromWire(answer);
    };
  },

  // Embind registers them, used or not.
  _embind_register_bigint__deps: [],
  _embind_register_bigint: function () {},
  _embind_register_std_wstring__deps: [],
  _embind_register_std_wstring: function () {},
});
