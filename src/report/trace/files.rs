//! A run of a program in several files: each file beside its guards, or threads with a letter for each file.

use super::{
    Block, Focus, Picture, Timeline, explanations, has_threads, headline, is_empty, lanes,
    run_blocks, sentences, timeline_of,
};
use crate::verdict::{Place, Trace};

/// Returns a run that was traced by itself, of a program whose files have these paths and texts.
#[must_use]
pub fn run_blocks_of_files(trace: &Trace, files: &[(String, String)], all: bool) -> Vec<Block> {
    if files.len() < 2 || is_empty(trace) {
        let nothing = (String::new(), String::new());
        return run_blocks(trace, all_of(files.first().unwrap_or(&nothing), all));
    }
    let mut blocks = vec![Block::Headline(headline(trace))];
    blocks.extend(drawing_of_files(trace, files, all));
    blocks.extend(explanations(trace));
    blocks
}

/// Like [`run_blocks_of_files`], but returns only the drawing.
#[must_use]
pub fn drawing_of_files(trace: &Trace, files: &[(String, String)], all: bool) -> Vec<Block> {
    if files.is_empty() || is_empty(trace) {
        return Vec::new();
    }
    if has_threads(trace) {
        return threads(trace, files, all).into();
    }
    let mut blocks = Vec::new();

    for file in files {
        let timeline = timeline_of(trace, all_of(file, all));
        let Picture::Gutter(lines) = &timeline.picture else {
            continue;
        };
        if !lines.is_empty() {
            blocks.push(Block::Heading(file.0.clone()));
            blocks.push(Block::Timeline(timeline));
        }
    }
    // The sentences are about all files, so they follow the last one.
    let mut timelines = blocks.iter_mut().rev();
    timelines.next();
    for block in timelines {
        if let Block::Timeline(timeline) = block {
            timeline.sentences.clear();
            timeline.hidden_in_sentences = 0;
        }
    }
    blocks
}

fn all_of((file, source): &(String, String), all: bool) -> Focus<'_> {
    Focus {
        file,
        source,
        cell: None,
        event: None,
        all,
        page: None,
        failing: None,
    }
}

fn threads(trace: &Trace, files: &[(String, String)], all: bool) -> [Block; 2] {
    let nothing = (String::new(), String::new());
    let everything = all_of(&nothing, all);
    let letters: Vec<(char, &str)> = ('a'..='z')
        .zip(files.iter().map(|(path, _)| path.as_str()))
        .collect();
    let letter = |place: &Place| {
        let mut letters = letters.iter();
        letters
            .find(|(_, path)| *path == place.file)
            .map(|(letter, _)| *letter)
    };
    let legend = letters
        .iter()
        .map(|(letter, path)| format!("{letter} {path}"));
    let (lanes, hidden_in_picture) = lanes(trace, everything, letter);
    let (sentences, hidden_in_sentences) = sentences(trace, everything);
    let timeline = Timeline {
        picture: Picture::Lanes(lanes),
        sentences,
        hidden_in_picture,
        hidden_in_sentences,
    };
    [Block::Lines(legend.collect()), Block::Timeline(timeline)]
}
