
/// Under glass, the record shows whether a test returned.
pub(super) struct Run;

impl Run {
    pub(super) fn begin() -> Self {
        Self
    }

    pub(super) fn end(self) {}
}
