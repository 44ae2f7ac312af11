//! The roster of a class (`id,name[,email]`), and which of its learners have handed in work.

use super::intake::Submission;
use super::results::ResultLine;
use super::submission::Learner;
use crate::sanitize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization as _;

#[derive(Clone, Debug, Default)]
pub struct Roster {
    learners: Vec<Listed>,
}

#[derive(Clone, Debug)]
struct Listed {
    learner: Learner,
    email: Option<String>,
}

/// How the name of a file or a folder names a learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Naming {
    /// It is the id.
    Id,
    /// It is the whole name, perhaps with what a school's system writes after it.
    Name,
    /// It contains the address.
    Address,
    /// It contains the id as a word. That word may be a part of another learner's name.
    IdAsWord,
}

impl Naming {
    /// From the most to the least reliable.
    const ALL: [Self; 4] = [Self::Id, Self::Name, Self::Address, Self::IdAsWord];
}

impl Listed {
    /// Whether this names the learner in this way. `given` is in lower case.
    fn is_named(&self, given: &str, naming: Naming) -> bool {
        let contains = |wanted: &str| {
            let is_separator = |c: char| !c.is_alphanumeric() && c != '@' && c != '.' && c != '-';
            given.split(is_separator).any(|word| word == wanted)
        };
        let id = self.learner.id.to_lowercase();
        match naming {
            Naming::Id => given == id,
            Naming::Name => self.learner.name.as_deref().is_some_and(|name| {
                let rest = given.strip_prefix(&name.to_lowercase());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
            }),
            Naming::Address => {
                let email = self.email.as_deref();
                email.is_some_and(|email| contains(&email.to_lowercase()))
            }
            Naming::IdAsWord => contains(&id),
        }
    }
}

/// Who has handed in work, and who hasn't.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attendance {
    /// The latest submission of each learner.
    pub submissions: Vec<Submission>,
    /// The submissions that a later one of the same learner replaces.
    pub replaced: Vec<Submission>,
    /// Learners of the roster without a submission.
    pub missing: Vec<Learner>,
    /// Ids of learners that are not in the roster.
    pub unlisted: Vec<String>,
    /// Names that were matched to a learner only because they contain the id as a word.
    pub guessed: Vec<(String, Learner)>,
}

#[derive(Debug, thiserror::Error)]
#[error("cannot read the roster {}: {source}\nhelp: pass a CSV file with the columns `id`, `name` and optionally `email`", path.display())]
pub struct RosterError {
    path: PathBuf,
    source: csv::Error,
}

impl Roster {
    /// Reads a roster. A first line with `id` is a heading.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(path: &Path) -> Result<Self, RosterError> {
        let failed = |source| RosterError {
            path: path.to_owned(),
            source,
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_path(path)
            .map_err(failed)?;
        let mut learners = Vec::new();
        for record in reader.records() {
            let record = record.map_err(failed)?;
            let cell = |at: usize| {
                let cell = record.get(at).filter(|cell| !cell.is_empty());
                cell.map(|cell| {
                    let cell = sanitize::line(cell.trim_start_matches('\u{feff}'));
                    cell.nfc().collect::<String>()
                })
            };
            let Some(id) = cell(0) else { continue };
            if learners.is_empty() && id.eq_ignore_ascii_case("id") {
                continue;
            }
            learners.push(Listed {
                learner: Learner { id, name: cell(1) },
                email: cell(2),
            });
        }
        Ok(Self { learners })
    }

    /// Returns the learner that `given` names, by the most reliable kind of name that fits only one learner.
    fn find(&self, given: &str) -> Option<(&Learner, Naming)> {
        let given = given.to_lowercase();
        let mut candidates: Vec<&Listed> = self.learners.iter().collect();
        for naming in Naming::ALL {
            let named = candidates.iter().copied();
            let named: Vec<&Listed> = named
                .filter(|listed| listed.is_named(&given, naming))
                .collect();
            let Some(first) = named.first() else {
                continue;
            };
            let id = &first.learner.id;
            if named.iter().all(|listed| listed.learner.id == *id) {
                return Some((&first.learner, naming));
            }
            // A less reliable kind of name may distinguish them, such as the ids of two learners with the same name.
            candidates = named;
        }
        None
    }
}

impl Attendance {
    /// Sorts the submissions of a class. The latest of each learner counts. Without a roster, no learner is missing.
    #[must_use]
    pub fn take(submissions: Vec<Submission>, roster: Option<&Roster>) -> Self {
        let mut attendance = Self::default();
        let mut latest: BTreeMap<String, Submission> = BTreeMap::new();
        for mut submission in submissions {
            if let Some(roster) = roster {
                match roster.find(&submission.learner.id) {
                    Some((listed, naming)) => {
                        let given = std::mem::replace(&mut submission.learner, listed.clone());
                        if naming == Naming::IdAsWord {
                            attendance.guessed.push((given.id, listed.clone()));
                        }
                    }
                    None => attendance.unlisted.push(submission.learner.id.clone()),
                }
            }
            let id = submission.learner.id.clone();
            if let Some(other) = latest.remove(&id) {
                let (older, newer) = if other.created_at > submission.created_at {
                    (submission, other)
                } else {
                    (other, submission)
                };
                attendance.replaced.push(older);
                submission = newer;
            }
            latest.insert(id, submission);
        }
        let listed = roster.iter().flat_map(|roster| &roster.learners);
        let missing = listed.filter(|listed| !latest.contains_key(&listed.learner.id));
        attendance.missing = missing.map(|listed| listed.learner.clone()).collect();
        attendance.submissions = latest.into_values().collect();
        attendance
    }
}

impl Attendance {
    /// Returns which learners of a roster have no results.
    #[must_use]
    pub fn of_results(lines: &[ResultLine], roster: Option<&Roster>) -> Self {
        let has_results = |listed: &&Listed| {
            lines
                .iter()
                .any(|line| line.learner.id == listed.learner.id)
        };
        let listed = roster.iter().flat_map(|roster| &roster.learners);
        let missing = listed.filter(|listed| !has_results(listed));
        Self {
            missing: missing.map(|listed| listed.learner.clone()).collect(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission(id: &str, created_at: u64) -> Submission {
        Submission {
            learner: Learner {
                id: id.to_owned(),
                name: None,
            },
            source: id.to_owned(),
            created_at: Some(created_at),
            course: None,
            texts: BTreeMap::new(),
            claims: None,
        }
    }

    #[test]
    fn the_latest_submission_of_a_listed_learner_counts() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("roster.csv");
        let text = "\u{feff}id,name,email\n17,\"Lovelace, Ada\",ada@example.org\n18,Grace Hopper\n19,Nobody\n";
        std::fs::write(&file, text).unwrap();
        let roster = Roster::read(&file).unwrap();
        let all = vec![
            submission("Grace Hopper_4711_assignsubmission_file_", 5),
            submission("17", 3),
            submission("hopper_18_late", 4),
            submission("eve", 1),
        ];
        let attendance = Attendance::take(all, Some(&roster));
        let ids = |all: &[Submission]| all.iter().map(|one| one.source.clone()).collect::<Vec<_>>();
        assert_eq!(
            ids(&attendance.submissions),
            ["17", "Grace Hopper_4711_assignsubmission_file_", "eve"]
        );
        assert_eq!(ids(&attendance.replaced), ["hopper_18_late"]);
        assert_eq!(attendance.unlisted, ["eve"]);
        let guessed = attendance.guessed.iter();
        let guessed: Vec<_> = guessed
            .map(|(given, learner)| (given.as_str(), learner.id.as_str()))
            .collect();
        assert_eq!(guessed, [("hopper_18_late", "18")]);
        assert_eq!(attendance.missing[0].id, "19");
        // A folder on macOS may have the accent as a character of its own.
        std::fs::write(&file, "20,M\u{fc}ller\n").unwrap();
        let roster = Roster::read(&file).unwrap();
        let nfd: String = "M\u{fc}ller".nfd().collect();
        let found = Attendance::take(vec![submission(&nfd, 1)], Some(&roster));
        assert_eq!(found.submissions.len(), 1);
        assert_eq!(
            attendance.submissions[0].learner.name.as_deref(),
            Some("Lovelace, Ada")
        );
    }

    #[test]
    fn a_name_counts_more_than_an_id_that_is_a_word_of_it() {
        let listed = |id: &str, name: &str, email: &str| Listed {
            learner: Learner {
                id: id.to_owned(),
                name: Some(name.to_owned()),
            },
            email: Some(email.to_owned()),
        };
        let roster = Roster {
            learners: vec![
                listed("ada", "Ada Lovelace", "al@example.org"),
                listed("byron", "Ada Byron", "ab@example.org"),
                listed("17", "Kim Lee", "lee@example.org"),
                listed("18", "Kim Lee", "kim@example.org"),
            ],
        };
        let find = |given: &str| {
            let found = roster.find(given);
            found.map(|(learner, naming)| (learner.id.as_str(), naming))
        };
        for (given, found) in [
            ("ADA", Some(("ada", Naming::Id))),
            ("Ada Byron_4711_file_", Some(("byron", Naming::Name))),
            ("ada al@example.org", Some(("ada", Naming::Address))),
            ("Kim Lee_4711_file_", None),
            ("Kim Lee_18_file_", Some(("18", Naming::IdAsWord))),
            ("kim_late", None),
            ("late_byron", Some(("byron", Naming::IdAsWord))),
            ("Ada and Byron", None),
        ] {
            assert_eq!(find(given), found, "{given}");
        }
    }
}
