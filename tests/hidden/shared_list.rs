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
fn own_part_stays_own() {
    let mut trunk = Line::terminus("Airport", 0);
    let (mut north, mut south) = (trunk.preceded_by("Hill", 1), trunk.preceded_by("Mill", 2));
    north.arrive("Hill", 10);
    trunk.arrive("Hill", 100);
    assert_eq!(
        (north.waiting("Hill"), north.waiting("Airport")),
        (Some(11), Some(0)),
        "people at Hill and Airport, seen from the line over Hill"
    );
    assert_eq!(
        (south.waiting("Hill"), south.waiting("Mill")),
        (None, Some(2)),
        "people at Hill and Mill, seen from the line over Mill"
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
