//! Reads what is served, at the beginning and whenever it changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use engine::{KeySet, KeySource};

use crate::command::values::{ValueArgs, load_policy};
use crate::mint::Minter;
use crate::online::Wanted;
use crate::policy_file::PolicyFile;
use crate::render::Sources;
use crate::serve::event::Event;
use crate::serve::integration::Integrations;
use crate::serve::keys::{Remote, minted};
use crate::serve::served::{Keys, Served};
use crate::terminal::{Failure, Terminal};
use crate::watch::{Folders, is_change_of};

/// Reads a policy again and again.
#[derive(Debug)]
pub(super) struct Loader<'a> {
    path: &'a Path,
    values: &'a ValueArgs,
    is_online: bool,
    minter: Minter,
    remote: Option<Arc<Remote>>,
    files: BTreeSet<PathBuf>,
    watched: Option<(BTreeSet<PathBuf>, Folders)>,
}

impl<'a> Loader<'a> {
    pub(super) fn new(
        path: &'a Path,
        values: &'a ValueArgs,
        is_online: bool,
        minter: Minter,
    ) -> Self {
        let files = BTreeSet::from([path.to_owned()]);
        Self { path, values, is_online, minter, remote: None, files, watched: None }
    }

    /// Reads the policy and its keys; what is wrong is told.
    pub(super) fn load(&mut self, terminal: &mut Terminal<'_>) -> Result<Served, Failure> {
        let (file, policy) = load_policy(self.path, self.values, false, terminal)?;
        self.files = file.files().into_iter().chain(self.values.files().to_vec()).collect();
        let (keys, sets) = if self.is_online {
            let sets = key_files(&file, &policy, terminal)?;
            self.files.extend(policy.authorizers().iter().filter_map(|one| match &one.keys {
                KeySource::File(name) => Some(beside(self.path, name)),
                KeySource::Inline(_) | KeySource::Uri(_) | KeySource::Discovery => None,
            }));
            (self.ask(&policy, terminal)?, sets)
        } else {
            (Keys::Ours(minted(&policy, &self.minter).map_err(Failure::new)?), Vec::new())
        };
        Served::new(policy, keys, sets, Integrations::default()).map_err(Failure::new)
    }

    /// Fetches the keys. Those that cannot be had are no failure: the gateway denies.
    fn ask(
        &mut self,
        policy: &engine::Policy,
        terminal: &mut Terminal<'_>,
    ) -> Result<Keys, Failure> {
        let remote = Arc::new(Remote::new(policy, self.remote.as_deref()));
        let (fetched, told) = remote.ask(Wanted::Keys, None);
        for line in told {
            writeln!(terminal.err, "warning: {line}")?;
        }
        self.remote = Some(Arc::clone(&remote));
        Ok(Keys::Online(remote, fetched))
    }

    /// Tells of changes of the files that were read last.
    pub(super) fn watch(&mut self, events: &SyncSender<Event>) -> Result<(), Failure> {
        if self.watched.as_ref().is_some_and(|(files, _)| *files == self.files) {
            return Ok(());
        }
        let (files, events) = (self.files.clone(), events.clone());
        let told = move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| is_change_of(&event, &files)) {
                // When so much waits to be told, a change among it is enough.
                let _waits = events.try_send(Event::Changed).is_ok();
            }
        };
        let folders = Folders::new(self.files.iter().cloned().collect(), told);
        self.watched = Some((self.files.clone(), folders.map_err(Failure::new)?));
        Ok(())
    }
}

fn beside(policy: &Path, name: &str) -> PathBuf {
    policy.parent().unwrap_or(Path::new("")).join(name)
}

fn key_files(
    file: &PolicyFile,
    policy: &engine::Policy,
    terminal: &mut Terminal<'_>,
) -> Result<Vec<(String, KeySet)>, Failure> {
    file.key_files(policy).map_err(|found| {
        let mut sources = Sources::new();
        file.add_sources(&mut sources);
        terminal.refuse(&found, &sources)
    })
}
