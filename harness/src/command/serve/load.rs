//! Reads what is served, at the beginning and whenever it changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use engine::{KeySet, KeySource, Policy};

use super::issuing::Issuing;

use crate::command::values::{ValueArgs, load_policy};
use crate::input::read_source;
use crate::online::Wanted;
use crate::policy_file::PolicyFile;
use crate::render::Sources;
use crate::serve::event::Event;
use crate::serve::integration::Integrations;
use crate::serve::issuer::{IssuerConfig, read_issuers};
use crate::serve::keys::Remote;
use crate::serve::served::{Keys, Served};
use crate::terminal::{Failure, Terminal};
use crate::watch::{Folders, is_change_of};

/// What is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read<'a> {
    pub(super) policy: &'a Path,
    pub(super) values: &'a ValueArgs,
    pub(super) integrations: Option<&'a Path>,
    pub(super) issuers: Option<&'a Path>,
    /// The authorizers' own keys are fetched.
    pub(super) is_online: bool,
}

/// Reads a policy again and again.
#[derive(Debug)]
pub(super) struct Loader<'a> {
    read: Read<'a>,
    pub(super) issuing: Issuing,
    events: SyncSender<Event>,
    remote: Option<Arc<Remote>>,
    files: BTreeSet<PathBuf>,
    watched: Option<(BTreeSet<PathBuf>, Folders)>,
}

impl<'a> Loader<'a> {
    pub(super) fn new(read: Read<'a>, issuing: Issuing, events: SyncSender<Event>) -> Self {
        let files = BTreeSet::from([read.policy.to_owned()]);
        Self { read, issuing, events, remote: None, files, watched: None }
    }

    /// Reads the policy and its keys; what is wrong is told.
    pub(super) fn load(&mut self, terminal: &mut Terminal<'_>) -> Result<Served, Failure> {
        let (file, policy) = load_policy(self.read.policy, self.read.values, false, terminal)?;
        let further =
            self.read.integrations.into_iter().chain(self.read.issuers).map(Path::to_owned);
        let named = self.read.values.files().iter().cloned().chain(further);
        self.files = file.files().into_iter().chain(named).collect();
        let issuer = self.issuers(&file, &policy, terminal)?;
        let issuer = self.issuing.issuer(issuer).map_err(Failure::new)?;
        let integrations = self.integrations(&file, &policy, terminal)?;
        let (keys, sets) = if self.read.is_online {
            let sets = key_files(&file, &policy, terminal)?;
            self.files.extend(policy.authorizers().iter().filter_map(|one| match &one.keys {
                KeySource::File(name) => Some(beside(self.read.policy, name)),
                KeySource::Inline(_) | KeySource::Uri(_) | KeySource::Discovery => None,
            }));
            (self.ask(&policy, terminal)?, sets)
        } else {
            (Keys::Ours(issuer.key_sets()), Vec::new())
        };
        Served::new(policy, keys, sets, integrations).map_err(Failure::new)
    }

    /// Finds who may get tokens: of the policy alone, of the template, and of a file, which wins.
    fn issuers(
        &self,
        file: &PolicyFile,
        policy: &Policy,
        terminal: &mut Terminal<'_>,
    ) -> Result<IssuerConfig, Failure> {
        let mut config = IssuerConfig::of_policy(policy);
        if let Some((model, api)) = file.template() {
            config = config.with_template(policy, model, api);
        }
        let Some(path) = self.read.issuers else { return Ok(config) };
        let source = read_source(path).map_err(|found| terminal.refuse(&found, &Sources::new()))?;
        let source = Arc::new(source);
        let pools = read_issuers(&source).map_err(|found| {
            let mut sources = Sources::new();
            sources.insert(Arc::clone(&source));
            terminal.refuse(&found, &sources)
        })?;
        Ok(config.overlaid(pools))
    }

    /// Finds what stands behind the routes: in the template, and in a file, which wins.
    fn integrations(
        &self,
        file: &PolicyFile,
        policy: &Policy,
        terminal: &mut Terminal<'_>,
    ) -> Result<Integrations, Failure> {
        let events = self.events.clone();
        let mut integrations = Integrations::new(move |line| {
            // When so much waits to be told, this line is left out.
            let _told = events.try_send(Event::Told(line.to_owned())).is_ok();
        });
        if let Some((_, api)) = file.template() {
            let folder = self.read.policy.parent().unwrap_or(Path::new(""));
            integrations = integrations.with_template(api, folder);
        }
        let Some(path) = self.read.integrations else { return Ok(integrations) };
        integrations.with_file(path, policy).map_err(|(found, source)| {
            let mut sources = Sources::new();
            sources.insert_some(source);
            terminal.refuse(&found, &sources)
        })
    }

    /// Fetches the keys. Those that cannot be had are no failure: the gateway denies.
    fn ask(&mut self, policy: &Policy, terminal: &mut Terminal<'_>) -> Result<Keys, Failure> {
        let remote = Arc::new(Remote::new(policy, self.remote.as_deref()));
        let (fetched, told) = remote.ask(Wanted::Keys, None);
        for line in told {
            writeln!(terminal.err, "warning: {line}")?;
        }
        self.remote = Some(Arc::clone(&remote));
        Ok(Keys::Online(remote, fetched))
    }

    /// Tells of changes of the files that were read last.
    pub(super) fn watch(&mut self) -> Result<(), Failure> {
        if self.watched.as_ref().is_some_and(|(files, _)| *files == self.files) {
            return Ok(());
        }
        let (files, events) = (self.files.clone(), self.events.clone());
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
    policy: &Policy,
    terminal: &mut Terminal<'_>,
) -> Result<Vec<(String, KeySet)>, Failure> {
    file.key_files(policy).map_err(|found| {
        let mut sources = Sources::new();
        file.add_sources(&mut sources);
        terminal.refuse(&found, &sources)
    })
}
