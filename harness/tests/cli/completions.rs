//! `harness completions`: a script for each shell.

use crate::harness::Folder;

#[test]
fn every_shell_gets_a_script_that_knows_the_subcommands() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = folder.call(&["completions", shell]).exits(0).out;
        for word in ["run", "check", "decide", "mint", "routes"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    folder.call(&["completions", "tcsh"]).exits(2);
}
