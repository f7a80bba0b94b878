// What the members of a room have in common
globalThis.key = 'a passphrase that the pages know';
