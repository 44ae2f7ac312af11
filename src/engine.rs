//! The one driver under `check`, `watch`, the full screen and plain mode: commands in, events out.
//!
//! A front end sends a [`Command`] and hears [`Event`]s. Every command becomes a job with a [`JobId`] of its own; the
//! job's first event is [`Event::Started`], its last exactly one of [`Event::Finished`], [`Event::Failed`] and
//! [`Event::Cancelled`]. The engine starts jobs of its own in the same form: it grades what was saved, and traces what
//! was graded. It prints nothing and phrases no result: events are data.

#![deny(clippy::wildcard_enum_match_arm)]

mod command;
mod error;
mod event;

pub use command::{Command, View};
pub use error::Error;
pub use event::{Event, GradingStep, JobId, Notice, OpenDesk, Opened};
