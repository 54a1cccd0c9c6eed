//! The place of each value, planned while compiling: in one arena, from when it is first written to when it is last read.

use super::Graph;
use crate::kernels::HAS_SHARED_KERNELS;

/// The most calls of layers with kernels for any size that are compiled for their own sizes. What a model costs to compile is then
/// bounded; what more layers cost in speed by kernels for any size is least where they are large.
const FEW: usize = 8;

/// Where a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is this input of the model, as the caller gave it.
    Input(usize),
    /// It is this output of the model, which is written where the caller wants it.
    Output(usize),
    /// In the arena, from this number on.
    Arena(usize),
}

impl Place {
    pub(super) const fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Input(a), Self::Input(b))
            | (Self::Output(a), Self::Output(b))
            | (Self::Arena(a), Self::Arena(b)) => a == b,
            _ => false,
        }
    }
}

/// The places of a model's values.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The graph whose values they are.
    pub(crate) graph: Graph,
    /// What each call gives.
    pub(super) values: &'static [Place],
    /// Where each call has room of its own.
    pub(super) scratch: &'static [usize],
    len: usize,
}

impl Plan {
    /// The plan of a model that a mistake leaves open.
    pub const EMPTY: Self = Self {
        graph: Graph::EMPTY,
        values: &[],
        scratch: &[],
        len: 0,
    };

    /// The plan with these places.
    pub const fn new<const N: usize>(places: &'static Places<N>) -> Self {
        let (values, _) = places.values.split_at(places.count);
        let (scratch, _) = places.scratch.split_at(places.count);
        Self {
            graph: places.graph,
            values,
            scratch,
            len: places.len,
        }
    }

    /// How many numbers the arena holds.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// The multiply-adds of one sample.
    pub(crate) const fn macs(&self) -> usize {
        let (mut sum, mut k) = (0, 0);
        while k < self.graph.nodes.len() {
            sum += self.graph.nodes[k].macs;
            k += 1;
        }
        sum
    }

    /// How often training has to wait for all samples of a mini-batch.
    pub(crate) const fn barriers(&self) -> usize {
        let (mut sum, mut k) = (0, 0);
        while k < self.graph.nodes.len() {
            sum += self.graph.nodes[k].barriers;
            k += 1;
        }
        sum
    }

    /// Whether the calls that have kernels for any size are so many that they share them.
    pub(crate) const fn shares_kernels(&self) -> bool {
        let (mut count, mut k) = (0, 0);
        while k < self.graph.nodes.len() {
            count += self.graph.nodes[k].shared as usize;
            k += 1;
        }
        HAS_SHARED_KERNELS && count > FEW
    }

    /// Of an input of whole numbers, how many there are for every layer that takes it.
    pub(crate) const fn vocabulary(&self, input: usize) -> Option<usize> {
        let (mut least, mut k) = (None, 0);
        while k < self.graph.nodes.len() {
            let node = &self.graph.nodes[k];
            if let (Some(vocabulary), [first, ..]) = (node.vocabulary, node.inputs)
                && *first == input
            {
                least = match least {
                    Some(least) if least < vocabulary => Some(least),
                    _ => Some(vocabulary),
                };
            }
            k += 1;
        }
        least
    }

    /// Whether the arena holds nothing.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where a value lies.
    pub(super) const fn place(&self, value: usize) -> Place {
        if value < self.graph.inputs.len() {
            Place::Input(value)
        } else {
            self.values[value - self.graph.inputs.len()]
        }
    }
}

/// What lies in the arena as one block: values that share their numbers, from the first that is written to the last that is
/// read, or the room of one call.
#[derive(Debug, Clone, Copy)]
struct Block {
    len: usize,
    first: usize,
    last: usize,
    start: usize,
}

impl Block {
    const NONE: Self = Self {
        len: 0,
        first: 0,
        last: 0,
        start: 0,
    };

    const fn meets(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// The places of at most `N` calls.
#[derive(Debug, Clone, Copy)]
pub struct Places<const N: usize> {
    graph: Graph,
    values: [Place; N],
    scratch: [usize; N],
    count: usize,
    len: usize,
}

/// The orders in which blocks are placed: the largest first, the first written first, the longest lived first, the most
/// numbers times life first.
const ORDERS: usize = 4;

/// How many times a small graph's blocks are placed in other orders, where no order above reaches the bound.
const TRIES: usize = 60;

/// The blocks of a graph's values and of its calls' rooms.
#[derive(Clone, Copy)]
struct Blocks<const N: usize> {
    values: [Block; N],
    rooms: [Block; N],
    count: usize,
}

impl<const N: usize> Places<N> {
    /// Plans the places of a graph of at most `N` calls.
    ///
    /// A path needs the most that two neighbours take: they lie at the two ends of the arena in turn. In any other graph
    /// the blocks are placed one after another, each at the lowest place that is free for all its life, in several orders;
    /// the best of them counts. No plan needs less than what lives at once, and where an order needs just that, no other
    /// is tried.
    ///
    /// # Panics
    /// While compiling, where the graph has more calls, or a call takes a value that is not there yet.
    pub const fn new(graph: &Graph) -> Self {
        let count = graph.nodes.len();
        assert!(count <= N, "a plan for as many calls as the graph has");
        let mut places = Self {
            graph: *graph,
            values: [Place::Arena(0); N],
            scratch: [0; N],
            count,
            len: 0,
        };
        let last = Self::last_readers(graph);
        let mut blocks = Blocks {
            values: [Block::NONE; N],
            rooms: [Block::NONE; N],
            count,
        };
        let mut block_of = [usize::MAX; N];
        places.find_blocks(&last, &mut blocks, &mut block_of);
        let bound = blocks.bound();
        let (mut has_rooms, mut k) = (false, 0);
        while k < count {
            has_rooms = has_rooms || graph.nodes[k].scratch > 0;
            k += 1;
        }
        places.len = if graph.is_path() && !has_rooms {
            blocks.alternate(bound);
            bound
        } else {
            blocks.search(bound)
        };
        let mut k = 0;
        while k < count {
            if block_of[k] != usize::MAX {
                places.values[k] = Place::Arena(blocks.values[block_of[k]].start);
            }
            places.scratch[k] = blocks.rooms[k].start;
            k += 1;
        }
        assert!(places.is_valid(&last), "no value is overwritten before it is read");
        places
    }

    /// How many numbers the arena holds.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether the arena holds nothing.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The last call that reads what each call gives; the call itself where none does.
    const fn last_readers(graph: &Graph) -> [usize; N] {
        let inputs = graph.inputs.len();
        let (mut last, mut k) = ([0; N], 0);
        while k < graph.nodes.len() {
            last[k] = k;
            let (values, mut i) = (graph.nodes[k].inputs, 0);
            while i < values.len() {
                assert!(values[i] < inputs + k, "a call takes values that are there");
                if values[i] >= inputs {
                    last[values[i] - inputs] = k;
                }
                i += 1;
            }
            k += 1;
        }
        last
    }

    /// Finds which values lie in the arena, and which of them share a block.
    const fn find_blocks(&mut self, last: &[usize; N], blocks: &mut Blocks<N>, block_of: &mut [usize; N]) {
        let graph = self.graph;
        let inputs = graph.inputs.len();
        let mut k = 0;
        while k < self.count {
            let node = &graph.nodes[k];
            blocks.rooms[k] = Block {
                len: node.scratch,
                first: k,
                last: k,
                start: 0,
            };
            // What the call may rename or compute in place: its first input, of several the first one that is read here for
            // the last time. Its place, its block, and whether nothing reads that block after this call.
            let (mut place, mut block, mut ends) = (Place::Input(0), usize::MAX, false);
            let mut i = 0;
            while i < node.inputs.len() && !ends {
                let value = node.inputs[i];
                let (here, its_block) = if value < inputs {
                    (Place::Input(value), usize::MAX)
                } else {
                    (self.values[value - inputs], block_of[value - inputs])
                };
                ends = its_block != usize::MAX && blocks.values[its_block].last == k;
                if i == 0 || ends {
                    (place, block) = (here, its_block);
                }
                i += 1;
            }
            if let Some(output) = graph.output(inputs + k) {
                self.values[k] = Place::Output(output);
                if (node.renames || node.in_place) && ends {
                    // What is computed in place at the end is computed there from the start.
                    let mut i = 0;
                    while i < k {
                        if block_of[i] == block {
                            block_of[i] = usize::MAX;
                            self.values[i] = Place::Output(output);
                        }
                        i += 1;
                    }
                    blocks.values[block] = Block::NONE;
                }
            } else if node.renames && block == usize::MAX {
                self.values[k] = place;
            } else if node.renames || node.in_place && ends {
                block_of[k] = block;
                blocks.values[block].last = max(blocks.values[block].last, last[k]);
            } else {
                block_of[k] = k;
                blocks.values[k] = Block {
                    len: node.len,
                    first: k,
                    last: last[k],
                    start: 0,
                };
            }
            k += 1;
        }
    }

    /// Whether no call writes where a value lies that is still to be read, and all lies inside the arena.
    const fn is_valid(&self, last: &[usize; N]) -> bool {
        let graph = self.graph;
        let inputs = graph.inputs.len();
        let mut k = 0;
        while k < self.count {
            let node = &graph.nodes[k];
            let room = (self.scratch[k], self.scratch[k] + node.scratch);
            let written = match self.values[k] {
                Place::Arena(at) => (at, at + node.len),
                _ => (0, 0),
            };
            if written.1 > self.len || node.scratch > 0 && (room.1 > self.len || overlap(room, written)) {
                return false;
            }
            let mut other = 0;
            while other < k {
                if last[other] >= k {
                    let lies = match self.values[other] {
                        Place::Arena(at) => (at, at + graph.nodes[other].len),
                        _ => (0, 0),
                    };
                    let same = self.values[k].is(self.values[other]);
                    // A value that is renamed stays; one that is computed over itself is read here for the last time.
                    let is_meant = same
                        && (takes(node, inputs + other) && (node.renames || node.in_place && last[other] == k)
                            || shares(graph.nodes, k, other, inputs));
                    if overlap(room, lies) || overlap(written, lies) && !is_meant {
                        return false;
                    }
                }
                other += 1;
            }
            k += 1;
        }
        true
    }
}

/// Whether a call takes a value.
const fn takes(node: &super::Node, value: usize) -> bool {
    let mut i = 0;
    while i < node.inputs.len() {
        if node.inputs[i] == value {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether call `k` renames, through other calls that rename, what call `other` gives.
const fn shares(nodes: &[super::Node], k: usize, other: usize, inputs: usize) -> bool {
    let mut k = k;
    while nodes[k].renames && nodes[k].inputs[0] >= inputs {
        k = nodes[k].inputs[0] - inputs;
        if k == other {
            return true;
        }
    }
    false
}

const fn overlap(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

impl<const N: usize> Blocks<N> {
    /// The block with this number: those of values, then the rooms of calls.
    const fn get(&self, i: usize) -> Block {
        if i < self.count {
            self.values[i]
        } else {
            self.rooms[i - self.count]
        }
    }

    /// What lives at once at the fullest moment: no plan needs less.
    const fn bound(&self) -> usize {
        let (mut most, mut k) = (0, 0);
        while k < self.count {
            let (mut here, mut i) = (self.rooms[k].len, 0);
            while i <= k {
                if self.values[i].len > 0 && self.values[i].first <= k && k <= self.values[i].last {
                    here += self.values[i].len;
                }
                i += 1;
            }
            most = max(most, here);
            k += 1;
        }
        most
    }

    /// Places the blocks of a path at the two ends of an arena in turn.
    const fn alternate(&mut self, len: usize) {
        let (mut at_end, mut k) = (false, 0);
        while k < self.count {
            let block = &mut self.values[k];
            if block.len > 0 {
                block.start = if at_end { len - block.len } else { 0 };
                at_end = !at_end;
            }
            k += 1;
        }
    }

    /// Places all blocks, and gives how many numbers that takes.
    const fn search(&mut self, bound: usize) -> usize {
        let (mut best, mut found, mut seed) = (usize::MAX, *self, 0);
        let tries = if self.count <= 24 { TRIES } else { 0 };
        while seed < ORDERS + tries && best > bound {
            let mut here = *self;
            let len = here.pack(seed);
            if len < best {
                (best, found) = (len, here);
            }
            seed += 1;
        }
        *self = found;
        if best == usize::MAX { 0 } else { best }
    }

    /// Places all blocks in one order, and gives how many numbers that takes.
    const fn pack(&mut self, order: usize) -> usize {
        let all = 2 * self.count;
        let (mut is_placed, mut len, mut placed) = ([[false; N]; 2], 0, 0);
        while placed < all {
            let (mut next, mut weight, mut i) = (usize::MAX, 0, 0);
            while i < all {
                if !is_placed[i / self.count][i % self.count] {
                    let here = self.get(i).weight(order, i);
                    if next == usize::MAX || here > weight {
                        (next, weight) = (i, here);
                    }
                }
                i += 1;
            }
            let block = self.get(next);
            if block.len > 0 {
                let start = self.lowest(&is_placed, &block);
                if next < self.count {
                    self.values[next].start = start;
                } else {
                    self.rooms[next - self.count].start = start;
                }
                len = max(len, start + block.len);
            }
            is_placed[next / self.count][next % self.count] = true;
            placed += 1;
        }
        len
    }

    /// The lowest place that is free for all of a block's life.
    const fn lowest(&self, is_placed: &[[bool; N]; 2], block: &Block) -> usize {
        let mut start = 0;
        loop {
            let (mut next, mut i) = (start, 0);
            while i < 2 * self.count {
                let other = self.get(i);
                if is_placed[i / self.count][i % self.count]
                    && other.len > 0
                    && other.meets(block)
                    && overlap((other.start, other.start + other.len), (next, next + block.len))
                {
                    next = other.start + other.len;
                }
                i += 1;
            }
            if next == start {
                return start;
            }
            start = next;
        }
    }
}

impl Block {
    /// What is placed first in this order: the larger. Beyond [`ORDERS`] sizes count up to half as much again, so that the
    /// order differs from try to try.
    const fn weight(&self, order: usize, number: usize) -> usize {
        let life = self.last + 1 - self.first;
        match order {
            0 => self.len * 1024 + life,
            1 => usize::MAX / 2 - self.first * 1024,
            2 => life * 1024 + self.len % 1024,
            3 => self.len * life,
            _ => {
                let noise = (order * 7919 + number * 104_729).wrapping_mul(2_654_435_769) / 65_536 % 32;
                self.len * (64 + noise)
            }
        }
    }
}

const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}
