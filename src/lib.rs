//! cellmate: a terminal course on Rust's interior mutability, and the runner that teaches it.
//!
//! A learner edits a file; cellmate compiles it with cargo in a temporary workspace, runs it under limits, compares
//! what it printed with what the lesson expects, runs hidden tests, and reports what it found. Lessons are data:
//! TOML and Rust files, so that instructors can add their own.
//!
//! # Module overview
//!
//! Data flows one way:
//!
//! ```text
//! files ─> course ─┐
//! desk ────────────┼─> engine ─> grader ─> verdict ─> report ─> rows ─> cli (ANSI), screen (ratatui)
//! saves (watch) ───┘     │         │                     ├─ rows ─────> html (a page)
//!                        │         │                     └────────────> plain (sentences)
//!                        │         └─ build, process, run, glass
//!                        └─ events ─> Session, which each front end keeps
//! ```
//!
//! `tests/architecture.rs` has the table of which module may import which, and rejects cycles.
//!
//! | module | what it does |
//! |---|---|
//! | [`sanitize`] | replaces control characters from outside before a terminal sees them |
//! | [`text`] | wraps, truncates and pads to a width; plurals; paths |
//! | [`compare`] | compares expected with actual text, and makes a short diff |
//! | [`markdown`] | reads Markdown into lines of styled spans |
//! | [`highlight`] | splits Rust source into lexemes to highlight |
//! | [`verdict`] | outcomes, stages, traces and feedback, as pure data |
//! | [`process`] | the only module that starts processes: programs under a launcher, with limits and deadlock detection; tools such as editors run without one |
//! | [`parallel`] | runs the same work on several threads at once |
//! | [`cache`] | the user's cache folder, which only the user can write |
//! | [`build`] | the toolchain, the temporary workspaces, cargo and its messages |
//! | [`run`] | runs a program to its end or its limits, and names the outcome |
//! | [`glass`] | the instrumented std: builds, runs and explores programs with it, and explains them |
//! | [`package`] | traces cargo packages: runs inside cargo as its rustc wrapper and its runner, and prints what libtest would |
//! | [`course`] | loads courses and lessons, and reports every problem in them |
//! | [`pack`] | a course as one file, and where courses come from: folders, packs, git |
//! | [`grader`] | turns a lesson and a text into a verdict |
//! | [`desk`] | the learner's own folder: files, progress, settings |
//! | [`watch`] | notices which file was saved, by events or by polling |
//! | [`engine`] | drives every front end: commands in, events out; [`engine::Session`] follows the events |
//! | [`report`] | phrases results as blocks: the only place with sentences about a result |
//! | [`rows`] | lays blocks out for terminals: rows of spans with roles, no colors |
//! | [`html`] | writes blocks as one page for a browser |
//! | [`theme`] | gives each role a color |
//! | [`keymap`] | one table of keys: context, action, label and help text of each |
//! | [`app`] | the full screen's state: messages in, effects out |
//! | [`screen`] | draws that state with ratatui |
//! | [`tui`] | owns the terminal |
//! | [`plain`] | the course line by line: words in, sentences out |
//! | [`author`] | for instructors: `verify` checks a course and says what is wrong, `new` creates a lesson |
//! | [`teach`] | for instructors: reads what learners hand in, grades it confined, and sums up the class |
//! | [`signals`] | listens for signals: stop, suspend, resume, and a new terminal size |
//! | [`log`] | writes how long builds, runs, tests and schedules take to the file in `CELLMATE_LOG` |
//! | [`cli`] | the commands, one file each, and what they print |
//!
//! # Where to start reading
//!
//! The watcher that `watch_desk` starts (`src/engine/opening.rs`) notices that a learner saved a file. A job of
//! `src/engine/grade_jobs.rs` then grades the file with [`grader::GradingBackend::grade`], which [`grader::Grader`]
//! implements. A verdict is about a text, a lesson and a toolchain, and carries the hash of all three. Before the
//! engine records it or calls it current, it computes the hash again and compares ([`grader::LessonDigests`] lists what
//! counts).
//!
//! The learner's file is built up to three times: as the program, with its hidden tests, and under glass, where the
//! same targets get another `std` (`BuildPlan` in `src/grader/attempt.rs`). Only the stage `schedules` depends on what
//! glass records.
//!
//! A lesson's fields are in [`course::lesson`]. [`verdict::Outcome`] is the vocabulary for what a program did. Code
//! that reads Rust reads tokens: `src/glass/tokens.rs` (a list, or trees) finds places for traces, and
//! `src/grader/tokens.rs` checks the rules of a lesson, which apply even if a file renames what it imports. [`report`]
//! explains how to add a sentence, and `CONTRIBUTING.md` how to add a command, an event, a tab or a stage.

pub mod app;
pub mod author;
pub mod build;
pub mod cache;
pub mod cli;
pub mod compare;
pub mod course;
pub mod desk;
pub mod engine;
pub mod glass;
pub mod grader;
pub mod highlight;
pub mod html;
pub mod keymap;
pub mod log;
pub mod markdown;
pub mod pack;
pub mod package;
pub mod parallel;
pub mod plain;
pub mod process;
pub mod report;
pub mod rows;
pub mod run;
pub mod sanitize;
pub mod screen;
pub mod signals;
pub mod teach;
pub mod text;
pub mod theme;
pub mod tui;
pub mod verdict;
pub mod watch;
