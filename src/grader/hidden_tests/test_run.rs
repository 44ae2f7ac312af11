// Compiled with `checks.rs` beside the hidden tests, and by itself in a learner's file that has tests of its own.

/// Shows that a test returned: it reads the word that only its standard input contains, and prints it last.
pub(super) struct TestRun {
    word: ::std::string::String,
}

impl TestRun {
    pub(super) fn begin() -> Self {
        Self { word: word() }
    }

    pub(super) fn end(self) {
        show_word(&self.word);
    }
}
