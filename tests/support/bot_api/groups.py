"""Supergroups: several people and the bot."""

from collections.abc import Sequence

from tests.support.bot_api.chats import Chat
from tests.support.bot_api.memberships import membership_change
from tests.support.bot_api.people import Participant, Person
from tests.support.bot_api.world import World


class Group:
    """A supergroup that the bot is a member of."""

    def __init__(self, world: World, chat: Chat, people: Sequence[Person]) -> None:
        self.chat = chat
        self._world = world
        chat.started = True
        self._participants = {
            person.id: Participant(world, person.account, chat) for person in people
        }
        world.members[chat.id] = {p.id: p.account for p in people} | {world.bot.id: world.bot}

    def participant(self, person: Person) -> Participant:
        """Return a member as participant of this group.

        Raises:
            KeyError: The person is not in it.
        """
        return self._participants[person.id]

    def remove_bot(self, by: Person) -> None:
        """Throw the bot out: what it sends is answered 403, and it is told."""
        self.chat.refusal = "bot was kicked from the supergroup chat"
        change = membership_change(self._world, self.chat, by.account, "member", "kicked")
        self._world.updates.push("my_chat_member", change)
