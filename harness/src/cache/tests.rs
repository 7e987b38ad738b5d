//! What a cache keeps, and from whom.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink},
    path::Path,
};

use super::{Cache, scratch::Scratch};

fn mode(path: &Path) -> Option<u32> {
    fs::symlink_metadata(path).ok().map(|metadata| metadata.mode() & 0o777)
}

#[test]
fn what_was_stored_is_loaded() {
    let scratch = Scratch::new();
    let folder = scratch.path().join("deep/harness");
    assert!(Cache::at(&folder).store("key", b"bytes"));
    assert_eq!(Cache::at(&folder).load("key").as_deref(), Some(&b"bytes"[..]));
    assert_eq!(Cache::at(&folder).load("other"), None);
}

#[test]
fn the_folder_and_its_files_are_private() {
    let scratch = Scratch::new();
    let folder = scratch.path().join("harness");
    assert!(Cache::at(&folder).store("key", b"bytes"));
    assert_eq!(mode(&folder), Some(0o700));
    assert_eq!(mode(&folder.join("key")), Some(0o600));
}

#[test]
fn nothing_but_the_entry_stays_in_the_folder() {
    let scratch = Scratch::new();
    let folder = scratch.path().join("harness");
    let cache = Cache::at(&folder);
    assert!(cache.store("key", b"one") && cache.store("key", b"two"));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    assert_eq!(cache.load("key").as_deref(), Some(&b"two"[..]));
}

#[test]
fn of_several_that_add_an_entry_the_first_wins() {
    let scratch = Scratch::new();
    let cache = Cache::at(scratch.path());
    assert!(cache.add("key", b"one") && !cache.add("key", b"two"));
    assert_eq!(cache.load("key").as_deref(), Some(&b"one"[..]));
    assert_eq!(mode(&scratch.path().join("key")), Some(0o600));
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
}

#[test]
fn an_open_folder_of_ours_is_closed() {
    let scratch = Scratch::new();
    fs::set_permissions(scratch.path(), Permissions::from_mode(0o777)).unwrap();
    assert!(Cache::at(scratch.path()).store("key", b"bytes"));
    assert_eq!(mode(scratch.path()), Some(0o700));
}

#[test]
fn a_file_that_others_may_touch_is_ignored_and_rewritten() {
    for open in [0o644, 0o660, 0o604, 0o620] {
        let scratch = Scratch::new();
        let cache = Cache::at(scratch.path());
        assert!(cache.store("key", b"bytes"));
        let file = scratch.path().join("key");
        fs::set_permissions(&file, Permissions::from_mode(open)).unwrap();
        assert_eq!(cache.load("key"), None, "mode {open:o}");
        assert!(cache.store("key", b"again"));
        assert_eq!(mode(&file), Some(0o600));
        assert_eq!(cache.load("key").as_deref(), Some(&b"again"[..]));
    }
}

#[test]
fn a_link_in_place_of_a_file_is_neither_read_nor_written_through() {
    let scratch = Scratch::new();
    let folder = scratch.path().join("harness");
    let cache = Cache::at(&folder);
    assert!(cache.store("target", b"target"));
    symlink(folder.join("target"), folder.join("key")).unwrap();
    assert_eq!(cache.load("key"), None);
    assert!(cache.store("key", b"bytes"));
    assert_eq!(cache.load("target").as_deref(), Some(&b"target"[..]));
    assert_eq!(cache.load("key").as_deref(), Some(&b"bytes"[..]));
}

#[test]
fn a_link_in_place_of_the_folder_is_not_followed() {
    let scratch = Scratch::new();
    let real = scratch.path().join("real");
    assert!(Cache::at(&real).store("key", b"bytes"));
    let linked = scratch.path().join("linked");
    symlink(&real, &linked).unwrap();
    assert_eq!(Cache::at(&linked).load("key"), None);
    assert!(!Cache::at(&linked).store("other", b"bytes"));
    assert_eq!(fs::read_dir(&real).unwrap().count(), 1);
}

#[test]
fn what_cannot_be_written_is_a_miss() {
    let scratch = Scratch::new();
    let file = scratch.path().join("file");
    fs::write(&file, b"no folder").unwrap();
    for folder in [file.clone(), file.join("below")] {
        assert!(!Cache::at(&folder).store("key", b"bytes"));
        assert_eq!(Cache::at(&folder).load("key"), None);
    }
    assert!(!Cache::disabled().store("key", b"bytes"));
    assert_eq!(Cache::disabled().load("key"), None);
}

#[test]
fn a_folder_in_place_of_a_file_is_a_miss() {
    let scratch = Scratch::new();
    let cache = Cache::at(scratch.path());
    fs::create_dir(scratch.path().join("key")).unwrap();
    assert_eq!(cache.load("key"), None);
    assert!(!cache.store("key", b"bytes"));
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
}

#[test]
fn a_name_cannot_leave_the_folder() {
    let scratch = Scratch::new();
    let cache = Cache::at(&scratch.path().join("harness"));
    for name in ["", ".", "..", "../key", "a/b", ".hidden", "/etc/passwd", "a\0b", &"a".repeat(129)]
    {
        assert!(!cache.store(name, b"bytes"), "{name:?}");
        assert_eq!(cache.load(name), None, "{name:?}");
    }
}

#[test]
fn an_entry_is_bounded() {
    let scratch = Scratch::new();
    let cache = Cache::at(scratch.path());
    assert!(cache.store("most", &vec![0; 1 << 20]));
    assert!(!cache.store("more", &vec![0; (1 << 20) + 1]));
}

#[test]
fn what_belongs_to_somebody_else_is_ignored() {
    let scratch = Scratch::new();
    let folder = scratch.path().join("harness");
    let (file, cache) = (folder.join("key"), Cache::at(&folder));
    assert!(cache.store("key", b"bytes"));
    // Only the superuser can give a file away; for others there is nothing to see here.
    if chown(&file, Some(12_345), None).is_ok() {
        assert_eq!(cache.load("key"), None);
        assert!(cache.store("key", b"again"));
        assert_eq!(cache.load("key").as_deref(), Some(&b"again"[..]));
        chown(&folder, Some(12_345), None).unwrap();
        assert_eq!(Cache::at(&folder).load("key"), None);
        assert!(!Cache::at(&folder).store("key", b"bytes"));
    }
}
