//! Hidden tests for `shared_list`. They use what the text fixes: `terminus`, `preceded_by`,
//! `arrive` and `waiting`. The `mut` is for those who have not come to `&self` yet.
#![allow(unused_mut)]
use super::Line;

#[test]
fn seen_from_any_line() {
    let mut trunk = Line::terminus("Airport", 40).preceded_by("Centre", 7);
    let (mut north, mut south) = (trunk.preceded_by("Hill", 1), trunk.preceded_by("Mill", 2));
    north.arrive("Airport", 3);
    south.arrive("Airport", 4);
    trunk.arrive("Centre", 1);
    for line in [&trunk, &north, &south] {
        assert_eq!(
            line.waiting("Airport"),
            Some(47),
            "people at Airport after 3 and 4 came to 40 by two lines"
        );
        assert_eq!(
            line.waiting("Centre"),
            Some(8),
            "people at Centre after 1 came to 7"
        );
    }
}

#[test]
fn only_that_stop() {
    let mut trunk = Line::terminus("Airport", 5).preceded_by("Centre", 7);
    let mut north = trunk.preceded_by("Hill", 1);
    north.arrive("Centre", 10);
    assert_eq!(
        ["Hill", "Centre", "Airport"].map(|name| north.waiting(name)),
        [Some(1), Some(17), Some(5)],
        "people at Hill, Centre and Airport after 10 came to Centre"
    );
}

#[test]
fn own_part_stays_own() {
    let mut trunk = Line::terminus("Airport", 0);
    let (mut north, mut south) = (trunk.preceded_by("Hill", 1), trunk.preceded_by("Mill", 2));
    north.arrive("Hill", 10);
    trunk.arrive("Hill", 100);
    south.arrive("Hill", 1000);
    assert_eq!(
        (north.waiting("Hill"), south.waiting("Mill")),
        (Some(11), Some(2)),
        "people at Hill and at Mill, each on its own line, after 10 came to Hill by the line that has it"
    );
}

#[test]
fn own_stop_of_the_same_name() {
    let mut trunk = Line::terminus("Airport", 0);
    let (mut east, mut west) = (trunk.preceded_by("Park", 1), trunk.preceded_by("Park", 2));
    east.arrive("Park", 10);
    assert_eq!(
        (east.waiting("Park"), west.waiting("Park")),
        (Some(11), Some(2)),
        "people at two stops named Park, on two lines to the same Airport, after 10 came to the first"
    );
}

#[test]
fn no_such_stop() {
    let mut trunk = Line::terminus("Airport", 3);
    let mut north = trunk.preceded_by("Hill", 1);
    assert_eq!(
        (trunk.waiting("Hill"), north.waiting("Lake")),
        (None, None),
        "people at Hill, seen from the line before Hill was added, and at Lake, which no line has"
    );
}

#[test]
fn same_name_elsewhere() {
    let (mut here, there) = (Line::terminus("Church", 1), Line::terminus("Church", 2));
    let (mut from_here, from_there) = (here.preceded_by("A", 0), there.preceded_by("B", 0));
    from_here.arrive("Church", 5);
    assert_eq!(
        (here.waiting("Church"), there.waiting("Church")),
        (Some(6), Some(2)),
        "people at two stops named Church, after 5 came to the first"
    );
    assert_eq!(
        from_there.waiting("Church"),
        Some(2),
        "people at the second Church, seen from a line that leads there"
    );
}

#[test]
fn tail_outlives_its_line() {
    let mut branch = {
        let trunk = Line::terminus("Beach", 9);
        trunk.preceded_by("Park", 1)
    };
    branch.arrive("Beach", 1);
    assert_eq!(
        branch.waiting("Beach"),
        Some(10),
        "people at Beach after the trunk line was dropped and 1 came to 9"
    );
}
