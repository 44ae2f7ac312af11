//! Threads that wait for each other, or for what can never come.
//!
//! Each waiting thread is followed to where its wait comes from: a circle of threads, or one wait that nobody is left
//! to end. Each of these is told once, with the threads that hang on it.

mod clauses;
mod standing;
#[cfg(test)]
mod tests;

use super::story::Story;
use super::wording::sentence;
use super::{Explanation, explanation};
use crate::verdict::{ExplanationKind, RunEnd};
use standing::{Behind, Standing, Wanted};
use std::collections::BTreeSet;

pub(super) fn deadlocks(story: &Story<'_>) -> Vec<Explanation> {
    // Where the record was cut, somebody may hold what nobody seems to hold.
    if story.trace.ending != RunEnd::Deadlock || story.trace.truncated {
        return Vec::new();
    }
    let all = standing::standing(story);
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for root in roots(story, &all) {
        let followers = followers(story, &all, &root, &told);
        let about = root.iter().chain(&followers);
        let events: Vec<usize> = about.clone().flat_map(|at| all[*at].events()).collect();
        let says = tell(story, &all, &root, &followers);
        told.extend(about.copied());
        found.push(explanation(ExplanationKind::Deadlock, says, events));
    }
    found
}

/// Circles, in the order in which each waits for the next; and waits that hang on no thread that waits, those for the
/// same thing together.
fn roots(story: &Story<'_>, all: &[Standing<'_>]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for at in 0..all.len() {
        if let Some(circle) = circle_from(story, all, at)
            && !found.iter().any(|known| known.contains(&circle[0]))
        {
            found.push(circle);
        }
    }
    let mut alone: Vec<Vec<usize>> = Vec::new();
    for at in 0..all.len() {
        if !next(story, all, at).is_empty() {
            continue;
        }
        let same = |group: &&mut Vec<usize>| all[group[0]].wait.cell == all[at].wait.cell;
        match alone.iter_mut().find(same) {
            Some(group) => group.push(at),
            None => alone.push(vec![at]),
        }
    }
    found.extend(alone);
    found
}

/// Those that this one waits for, as far as they wait, too.
fn next(story: &Story<'_>, all: &[Standing<'_>], at: usize) -> Vec<usize> {
    let threads = all[at].behind.iter().filter_map(|behind| match behind {
        Behind::Holder(life) if story.has_stopped(life.thread) => None,
        Behind::Holder(life) => Some(life.thread),
        Behind::Thread(thread) => Some(*thread),
    });
    threads
        .filter_map(|thread| all.iter().position(|other| other.wait.thread == thread))
        .collect()
}

/// The circle that goes through this one, if there is one; it begins with whoever began to wait first.
fn circle_from(story: &Story<'_>, all: &[Standing<'_>], start: usize) -> Option<Vec<usize>> {
    let mut paths = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while let Some(path) = paths.pop() {
        let last = *path.last().unwrap_or(&start);
        for to in next(story, all, last) {
            if to == start {
                return Some(turned(all, path));
            }
            if seen.insert(to) {
                paths.push(path.iter().copied().chain([to]).collect());
            }
        }
    }
    None
}

fn turned(all: &[Standing<'_>], mut circle: Vec<usize>) -> Vec<usize> {
    let began = |at: &usize| all[*at].wait.began;
    let first = circle.iter().enumerate().min_by_key(|(_, at)| began(at));
    let first = first.map_or(0, |(index, _)| index);
    circle.rotate_left(first);
    circle
}

/// Those that hang on the root, the nearest first.
fn followers(
    story: &Story<'_>,
    all: &[Standing<'_>],
    root: &[usize],
    told: &BTreeSet<usize>,
) -> Vec<usize> {
    let mut reached = root.to_vec();
    let mut at = 0;
    while let Some(to) = reached.get(at).copied() {
        for from in 0..all.len() {
            let hangs = next(story, all, from).contains(&to);
            if hangs && !reached.contains(&from) && !told.contains(&from) {
                reached.push(from);
            }
        }
        at += 1;
    }
    reached.split_off(root.len())
}

fn tell(story: &Story<'_>, all: &[Standing<'_>], root: &[usize], followers: &[usize]) -> String {
    let clause = |at: &usize| clauses::wait(story, &all[*at]);
    let mut sentences = Vec::new();
    match root {
        [only] if next(story, all, *only).contains(only) => {
            sentences.push(clauses::for_itself(story, &all[*only]));
            sentences.extend(followers.iter().map(clause));
        }
        circle if !next(story, all, circle[0]).is_empty() => {
            sentences.extend(circle.iter().map(clause));
            sentences.push(match circle.len() {
                2 => "Each waits for the other.".to_owned(),
                _ => "Each waits for the next, in a circle.".to_owned(),
            });
            sentences.extend(followers.iter().map(clause));
        }
        alone => {
            // From whoever waits outermost to where it comes from.
            sentences.extend(followers.iter().rev().map(clause));
            sentences.push(match alone {
                [only] => clauses::wait(story, &all[*only]),
                _ => clauses::together(story, all, alone),
            });
            sentences.extend(clauses::why_it_never_comes(story, all, alone));
        }
    }
    let sentences: Vec<String> = sentences.iter().map(|text| sentence(text)).collect();
    sentences.join(" ")
}
