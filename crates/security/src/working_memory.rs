//! The memory that hashes are computed in, used again and again.
//!
//! A hash needs some 19 MiB. Taken anew each time it costs page faults, and leaves each thread's part of the heap that
//! much larger; kept here it is as much as so many hashes at once ever needed.

use std::sync::{Mutex, PoisonError};

use argon2::Block;

/// Keeps buffers of one size for whoever needs one next.
pub(crate) struct WorkingMemory {
    blocks: usize,
    idle: Mutex<Vec<Vec<Block>>>,
}

impl WorkingMemory {
    /// Keeps buffers of so many blocks.
    pub(crate) const fn of_blocks(blocks: usize) -> Self {
        Self { blocks, idle: Mutex::new(Vec::new()) }
    }

    /// Does a piece of work that needs so many blocks.
    pub(crate) fn with<T>(&self, blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
        if blocks > self.blocks {
            // Of parameters stronger than configured: rare, and not worth keeping.
            return work(&mut vec![Block::new(); blocks]);
        }
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut buffer = kept.unwrap_or_else(|| vec![Block::new(); self.blocks]);
        let result = work(&mut buffer);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(memory: &WorkingMemory) -> usize {
        memory.idle.lock().unwrap().len()
    }

    #[test]
    fn as_many_buffers_are_kept_as_were_ever_needed_at_once() {
        let memory = WorkingMemory::of_blocks(8);
        for _ in 0..3 {
            memory.with(8, |outer| {
                memory.with(4, |inner| assert_eq!((outer.len(), inner.len()), (8, 8)));
            });
        }
        assert_eq!(kept(&memory), 2);
    }

    #[test]
    fn a_larger_buffer_is_not_kept() {
        let memory = WorkingMemory::of_blocks(8);
        memory.with(16, |blocks| assert_eq!(blocks.len(), 16));
        assert_eq!(kept(&memory), 0);
    }
}
