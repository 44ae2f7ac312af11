//! The loop between front end and engine: events in, effects out, until only held jobs are left.

use super::{Driver, Kind};
use cellmate::app::{Effect, Input, Message, TerminalEffect, update};
use cellmate::engine::{Command, Error, Event, JobKind};
use cellmate::plain::PlainEffect;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a job may take before the test fails.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How often held jobs are counted again while no event arrives.
const POLL_INTERVAL: Duration = Duration::from_millis(1);

/// How long no event may arrive before a trace counts as waiting for a held grading.
const TRACE_DELAY: Duration = Duration::from_millis(100);

/// The editors that count as installed, whatever this machine has.
const EDITORS: [&str; 2] = ["vim", "nano"];

impl Driver {
    pub(super) fn dispatch(&mut self, mut message: Message) {
        if let Message::Engine(Event::Opened(opened)) = &mut message {
            opened.editors = EDITORS.map(str::to_owned).to_vec();
        }
        match (&mut self.front().kind, message) {
            (Kind::Screen(state), message) => {
                let effects = update(state, message);
                self.carry_out(effects);
            }
            (Kind::Plain(session), Message::Engine(event)) => {
                let effects = session.event(&event);
                self.carry_out_plain(effects);
            }
            (Kind::Plain(_), message) => panic!("plain mode takes no {message:?}"),
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Engine(request) => {
                    self.front().engine.send(request);
                }
                Effect::Terminal(TerminalEffect::Quit) => self.has_quit = true,
                Effect::Terminal(TerminalEffect::Edit { path, line }) => {
                    let closed = self.edit(path, line);
                    self.dispatch(Message::Input(Input::EditorClosed(closed)));
                }
                Effect::Terminal(TerminalEffect::GoPlain) => self.switches_to_plain = true,
                Effect::Terminal(TerminalEffect::Suspend | TerminalEffect::TakeMouse(_)) => {}
            }
        }
    }

    pub(super) fn carry_out_plain(&mut self, effects: Vec<PlainEffect>) {
        for effect in effects {
            match effect {
                PlainEffect::Engine(request) => {
                    self.front().engine.send(request);
                }
                PlainEffect::Edit { path, line } => {
                    let closed = self.edit(path, line);
                    let effects = self.session().editor_closed(closed);
                    self.carry_out_plain(effects);
                }
                PlainEffect::Quit => self.has_quit = true,
            }
        }
    }

    /// Opens the learner's editor, which writes the text that was set.
    fn edit(&mut self, path: PathBuf, line: u32) -> Result<(), Error> {
        let closed = match self.vim.take() {
            Some(Ok(text)) => {
                fs::write(&path, text).unwrap();
                self.front().engine.file_saved(&path);
                Ok(())
            }
            Some(Err(error)) => Err(error),
            None => Ok(()),
        };
        self.opened = Some((path, line));
        closed
    }

    /// Whether all gradings are held, so that the traces wait for them.
    fn only_traces_wait(&mut self) -> bool {
        let held = self.grader.held_gradings();
        let traces = |command: &&Arc<Command>| {
            matches!(***command, Command::PrepareTrace { .. })
                || matches!(command.kind(), JobKind::Tracing { .. })
        };
        let running = &self.front().running;
        let traces = running.values().filter(traces).count();
        held > 0 && running.len() == held + traces
    }

    /// Handles events until only held jobs are left.
    pub(super) fn settle(&mut self) {
        let started = Instant::now();
        loop {
            let held = self.grader.held();
            let front = self.front();
            // An event ends the wait immediately, however busy the machine is.
            let wait = if front.running.len() == held {
                Duration::ZERO
            } else {
                POLL_INTERVAL
            };
            while let Ok(event) = front.events.recv_timeout(wait) {
                match &event {
                    Event::Started { job, command, .. } => {
                        front.running.insert(*job, Arc::clone(command));
                    }
                    Event::Finished { job }
                    | Event::Failed { job, .. }
                    | Event::Cancelled { job } => {
                        front.running.remove(job);
                    }
                    _ => {}
                }
                if let Some(queue) = &mut front.queue {
                    queue.push_back(event);
                    continue;
                }
                self.dispatch(Message::Engine(event));
                return self.settle();
            }
            if front.running.len() == held {
                return;
            }
            if started.elapsed() > TRACE_DELAY && self.only_traces_wait() {
                return;
            }
            let front = self.front();
            assert!(
                started.elapsed() < TIMEOUT,
                "still running: {:?}",
                front.running
            );
        }
    }
}
