//! wip
/// wip
pub struct Saves;
/// wip
pub struct Told;
/// wip
pub struct Watching;
