//! cellmate: a terminal course on Rust's interior mutability, and the runner that teaches it.
//!
//! A learner edits a file; cellmate compiles it with cargo in a temporary workspace, runs it under limits, holds
//! what it printed against what the lesson expects, runs hidden tests, and says what it found. Lessons are data:
//! TOML and Rust files, so that instructors add their own.
//!
//! # The map of the house
//!
//! Data flows one way: files → course → grader → verdict → screen. A test (`tests/architecture.rs`) holds the
//! sources to who may import whom.
//!
//! | module | its one job |
//! |---|---|
//! | [`sanitize`] | control characters from outside replaced before a terminal sees them |
//! | [`text`] | wrapping, truncating and padding to a width; plurals; paths |
//! | [`compare`] | expected against actual text, and a short diff where they differ |
//! | [`markdown`] | Markdown to lines of styled spans |
//! | [`highlight`] | Rust source split into what is highlighted alike |
//! | [`verdict`] | outcomes, stages and findings, as pure data |
//! | [`process`] | the only place that starts processes: launcher, limits, deadlocks, cancelling |
//! | [`build`] | the toolchain, the temporary workspace, cargo and its messages |
//! | [`run`] | runs a program to its end or its limits, and says in one word what it did |
//! | [`glass`] | the std you can see through: builds, runs and explores programs with it, and explains them |
//! | [`course`] | courses and lessons, loaded from the binary or a folder, with every mistake in them named |
//! | [`report`] | what was found, in sentences that are written once |
//! | [`rows`] | reports laid out for terminals: rows of spans with roles, no colors |
//! | [`grader`] | a lesson and a text in, a verdict out |
//! | [`desk`] | the learner's own folder: files, progress, settings |
//! | [`engine`] | the one driver under every front end: commands in, events out |
//! | [`watch`] | which file was just saved, by events or by looking |
//! | [`author`] | for instructors: `verify` holds a course to its own claims, `new` begins a lesson |
//! | [`keymap`] | one table: where a key does what, with the words for it |
//! | [`app`] | the course as a pure machine: state, message, effects |
//! | [`screen`] | draws a state, one file per pane |
//! | [`signals`] | what the system asks of who has the terminal: an end, a pause |
//! | [`log`] | spans of builds, runs, tests and schedules, written to the file that `CELLMATE_LOG` names |
//! | [`theme`] | a color for each role, on the terminal's own colors |
//! | [`tui`] | owns the terminal and the one channel |
//! | [`plain`] | the course line by line: words in, sentences out |
//! | [`cli`] | the commands, one file each, and the only place that prints |
//!
//! # Where to start reading
//!
//! What a learner's save sets off is in [`grader::Grader::grade`]. What a lesson can say is in [`course::lesson`].
//! What can go wrong with a program, in one word, is [`verdict::Outcome`].

pub mod app;
pub mod author;
pub mod build;
pub mod cli;
pub mod compare;
pub mod course;
pub mod desk;
pub mod engine;
pub mod glass;
pub mod grader;
pub mod highlight;
pub mod keymap;
pub mod log;
pub mod markdown;
pub mod plain;
pub mod process;
pub mod report;
pub mod rows;
pub mod run;
pub mod sanitize;
pub mod screen;
pub mod signals;
pub mod text;
pub mod theme;
pub mod tui;
pub mod verdict;
pub mod watch;
